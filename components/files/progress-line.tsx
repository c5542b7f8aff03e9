/** `share`: 0 to 1. */
export function ProgressLine({ label, share }: { label: string; share: number }) {
  const percent = Math.round(share * 100);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
      className="progress-line"
    >
      <div style={{ width: `${Math.max(2, percent)}%` }} />
    </div>
  );
}
