import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { EnvTone } from './env-badge.tsx';
import { Icon, type IconName } from './icons.tsx';
import { navigate } from './router.tsx';

export type MenuItem = {
  label: string;
  icon?: IconName;
  hint?: string;
  /** Drawn before the label. */
  mark?: ComponentChildren;
  isCurrent?: boolean;
  isDanger?: boolean;
  'data-test'?: string;
} & ({ to: string } | { onChoose: () => void });

type Props = {
  /** What the button shows. */
  children: ComponentChildren;
  /** Names the button. */
  label: string;
  items: readonly MenuItem[];
  /** Above the items. */
  title?: string;
  buttonClass?: string;
  /** Colours the button as an environment's. */
  buttonEnv?: EnvTone | undefined;
  align?: 'start' | 'end';
  'data-test'?: string;
};

/** A button that opens a menu: arrow keys, Home, End and letters go through it, Escape closes it. */
export function Menu({ children, label, items, title, buttonClass = 'icon-button', align = 'start', ...more }: Props) {
  const { buttonEnv, ...rest } = more;
  const [isOpen, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const list = () => [...(root.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];

  useEffect(() => {
    if (!isOpen) return undefined;
    (list().find((item) => item.getAttribute('aria-current') !== null) ?? list()[0])?.focus();
    const closeOutside = (event: Event) => !root.current?.contains(event.target as Node) && setOpen(false);
    document.addEventListener('pointerdown', closeOutside);
    return () => document.removeEventListener('pointerdown', closeOutside);
  }, [isOpen]);

  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  const choose = (item: MenuItem) => {
    close();
    if ('to' in item) navigate(item.to);
    else item.onChoose();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const all = list();
    const at = all.indexOf(document.activeElement as HTMLElement);
    const goTo = (index: number) => all[(index + all.length) % all.length]?.focus();
    const keys: Record<string, () => void> = {
      ArrowDown: () => goTo(at + 1),
      ArrowUp: () => goTo(at - 1),
      Home: () => goTo(0),
      End: () => goTo(-1),
      Escape: close,
      Tab: close,
    };
    const act =
      keys[event.key] ??
      (event.key.length === 1 && event.key !== ' ' ? () => goTo(findByLetter(all, at, event.key)) : null);
    if (act === null || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
  return (
    <div class="menu" ref={root}>
      <button
        ref={button}
        type="button"
        class={buttonClass}
        data-env={buttonEnv}
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown') return;
          event.preventDefault();
          setOpen(true);
        }}
        {...rest}
      >
        {children}
      </button>
      {isOpen && (
        <div role="menu" aria-label={label} class={`popup ${align}`} onKeyDown={onKeyDown}>
          {title !== undefined && <div class="popup-title">{title}</div>}
          {items.map((item) => (
            <Item key={item.label} item={item} onChoose={() => choose(item)} />
          ))}
        </div>
      )}
    </div>
  );
}

function Item({ item, onChoose }: { item: MenuItem; onChoose: () => void }) {
  return (
    <button
      type="button"
      role="menuitem"
      tabIndex={-1}
      class={item.isDanger === true ? 'popup-item danger' : 'popup-item'}
      aria-current={item.isCurrent === true ? 'true' : undefined}
      data-test={item['data-test']}
      onClick={onChoose}
    >
      {item.mark}
      {item.icon !== undefined && <Icon name={item.icon} />}
      <span class="popup-label">{item.label}</span>
      {item.hint !== undefined && <span class="quiet">{item.hint}</span>}
      {item.isCurrent === true && <Icon name="check" />}
    </button>
  );
}

function findByLetter(all: readonly HTMLElement[], at: number, letter: string): number {
  const from = [...all.slice(at + 1), ...all.slice(0, at + 1)];
  const found = from.find((item) => item.textContent?.trim().toLowerCase().startsWith(letter.toLowerCase()));
  return found === undefined ? at : all.indexOf(found);
}
