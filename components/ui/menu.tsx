'use client';
import { Check } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';

export type MenuItem = {
  label: string;
  hint?: string;
  icon?: ReactNode;
  isChecked?: boolean;
  isDisabled?: boolean;
  isDanger?: boolean;
  onSelect(): void;
};

type MenuProps = { /** One button. */ trigger: ReactNode; label: string; items: MenuItem[]; align?: 'start' | 'end' };

export function Menu({ trigger, label, items, align = 'start' }: MenuProps) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" aria-label={label} align={align} sideOffset={6} collisionPadding={8}>
          {items.map((item) => (
            <MenuRow key={item.label} item={item} />
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function MenuRow({ item }: { item: MenuItem }) {
  const className = `menu-item ${item.isDanger ? 'text-danger' : ''}`;
  const content = (
    <>
      {item.icon}
      <span className="min-w-0 flex-1">
        <span className="block">{item.label}</span>
        {item.hint && <span className="block text-[13px] leading-snug text-muted">{item.hint}</span>}
      </span>
      {item.isChecked && <Check aria-hidden="true" size={16} />}
    </>
  );
  const isDisabled = item.isDisabled ?? false;
  return item.isChecked === undefined ? (
    <DropdownMenu.Item className={className} disabled={isDisabled} onSelect={item.onSelect}>
      {content}
    </DropdownMenu.Item>
  ) : (
    <DropdownMenu.CheckboxItem className={className} disabled={isDisabled} checked={item.isChecked} onSelect={item.onSelect}>
      {content}
    </DropdownMenu.CheckboxItem>
  );
}
