'use client';
import { Check } from 'lucide-react';
import {
  cloneElement,
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
  type RefObject,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { placeBeside } from './place-beside.ts';

export type MenuItem = {
  label: string;
  hint?: string;
  icon?: ReactNode;
  isChecked?: boolean;
  isDisabled?: boolean;
  isDanger?: boolean;
  onSelect(): void;
};

type MenuProps = {
  /** One button. */
  trigger: ReactElement<{ id?: string; popoverTarget?: string }>;
  label: string;
  items: MenuItem[];
};

/** A menu in the browser's own popover: it closes on Esc and outside clicks, and stands above dialogs. */
export function Menu({ trigger, label, items }: MenuProps) {
  const id = useId();
  const popover = useRef<HTMLDivElement>(null);
  const [isOpen, setOpen] = useState(false);
  usePlacement(isOpen, popover, `${id}-button`);
  const choose = (item: MenuItem) => {
    popover.current?.hidePopover();
    item.onSelect();
  };
  return (
    <>
      {cloneElement(trigger, {
        id: `${id}-button`,
        popoverTarget: id,
        'aria-haspopup': 'menu',
        'aria-expanded': isOpen,
        'data-state': isOpen ? 'open' : 'closed',
      } as object)}
      <div
        ref={popover}
        id={id}
        popover="auto"
        role="menu"
        tabIndex={-1}
        aria-label={label}
        className={`menu ${isOpen ? '' : 'opacity-0'}`}
        onToggle={(event) => setOpen(event.newState === 'open')}
        onKeyDown={onMenuKey}
      >
        {isOpen && items.map((item) => <MenuRow key={item.label} item={item} onChoose={choose} />)}
      </div>
    </>
  );
}

function MenuRow({ item, onChoose }: { item: MenuItem; onChoose(item: MenuItem): void }) {
  return (
    <button
      type="button"
      role={item.isChecked === undefined ? 'menuitem' : 'menuitemradio'}
      {...(item.isChecked === undefined ? {} : { 'aria-checked': item.isChecked })}
      disabled={item.isDisabled}
      tabIndex={-1}
      className={`menu-item ${item.isDanger ? 'text-danger' : ''}`}
      onClick={() => onChoose(item)}
    >
      {item.icon}
      <span className="min-w-0 flex-1">
        <span className="block">{item.label}</span>
        {item.hint && <span className="block text-[13px] leading-snug text-muted">{item.hint}</span>}
      </span>
      {item.isChecked && <Check aria-hidden="true" size={16} />}
    </button>
  );
}

/** Beside its button, on the side with room, inside the window; the first or the checked item takes the focus. */
function usePlacement(isOpen: boolean, popover: RefObject<HTMLDivElement | null>, buttonId: string): void {
  useLayoutEffect(() => {
    const menu = popover.current;
    const button = document.getElementById(buttonId)?.getBoundingClientRect();
    if (!isOpen || !menu || !button) return;
    placeBeside(menu, button);
  }, [isOpen, popover, buttonId]);
  useEffect(() => {
    if (!isOpen) return;
    const items = itemsOf(popover.current);
    (items.find((item) => item.ariaChecked === 'true') ?? items[0])?.focus();
  }, [isOpen, popover]);
}

function itemsOf(menu: Element | null): HTMLElement[] {
  return [...(menu?.querySelectorAll<HTMLElement>('[role^="menuitem"]:not(:disabled)') ?? [])];
}

function onMenuKey(event: KeyboardEvent<HTMLDivElement>): void {
  const items = itemsOf(event.currentTarget);
  const index = items.indexOf(document.activeElement as HTMLElement);
  const target = toTarget(event.key, index, items);
  if (event.key === 'Tab') event.currentTarget.hidePopover();
  if (!target) return;
  event.preventDefault();
  target.focus();
}

function toTarget(key: string, index: number, items: HTMLElement[]): HTMLElement | undefined {
  if (key === 'ArrowDown') return items[(index + 1) % items.length];
  if (key === 'ArrowUp') return items.at(index <= 0 ? -1 : index - 1);
  if (key === 'Home') return items[0];
  if (key === 'End') return items.at(-1);
  if (key.length !== 1 || key === ' ') return undefined;
  const startsSo = (item: HTMLElement) => item.innerText.toLowerCase().startsWith(key.toLowerCase());
  return items.slice(index + 1).find(startsSo) ?? items.find(startsSo);
}
