import { type CSSProperties, useEffect, useRef } from 'react';

const BARS = [0.55, 0.8, 1, 0.8, 0.55];
const CALM_MS = 250;

/** How loud the microphone is. Without motion it changes a few times a second only. */
export function LevelMeter({ level }: { level: () => number }) {
  const meter = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const show = () => meter.current?.style.setProperty('--level', level().toFixed(2));
    if (globalThis.matchMedia('(prefers-reduced-motion: reduce)').matches) {
      const timer = setInterval(show, CALM_MS);
      return () => clearInterval(timer);
    }
    let frame = 0;
    const onFrame = () => {
      show();
      frame = requestAnimationFrame(onFrame);
    };
    onFrame();
    return () => cancelAnimationFrame(frame);
  }, [level]);
  return (
    <span ref={meter} aria-hidden="true" data-testid="level" className="level-meter">
      {BARS.map((share, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they never change their places
        <span key={index} style={{ '--share': share } as CSSProperties} />
      ))}
    </span>
  );
}
