import type { ComponentProps } from 'react';

type IconButtonProps = ComponentProps<'button'> & { label: string };

/** A button that is only an icon: its label is its name and its tooltip. */
export function IconButton({ label, className = '', type = 'button', ...rest }: IconButtonProps) {
  return <button type={type} aria-label={label} title={label} className={`icon-button ${className}`} {...rest} />;
}
