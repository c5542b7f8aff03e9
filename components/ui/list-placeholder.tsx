/** Stands where a list will be once it is loaded. */
export function ListPlaceholder({ label }: { label: string }) {
  return (
    <div role="status" className="grid gap-2">
      <span className="sr-only">{label}</span>
      {['a', 'b', 'c', 'd'].map((id) => (
        <div key={id} className="pulse h-14 rounded-xl bg-side" />
      ))}
    </div>
  );
}
