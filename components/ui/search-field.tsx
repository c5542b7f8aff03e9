import { Search } from 'lucide-react';

type SearchFieldProps = { label: string; placeholder: string; className?: string; value: string; onValue(value: string): void };

export function SearchField({ label, placeholder, className = '', value, onValue }: SearchFieldProps) {
  return (
    <div className={`relative min-w-0 flex-1 ${className}`}>
      <Search aria-hidden="true" size={16} className="pointer-events-none absolute top-1/2 start-3 -translate-y-1/2 text-muted" />
      <input
        type="search"
        dir="auto"
        aria-label={label}
        placeholder={placeholder}
        maxLength={200}
        className="field ps-9"
        value={value}
        onChange={(event) => onValue(event.target.value)}
      />
    </div>
  );
}
