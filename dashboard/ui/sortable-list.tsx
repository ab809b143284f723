import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { IconButton } from './button.tsx';
import { Icon } from './icons.tsx';

type Props<Item> = {
  label: string;
  items: readonly Item[];
  keyOf: (item: Item) => string | number;
  nameOf: (item: Item) => string;
  render: (item: Item, index: number) => ComponentChildren;
  onMove: (from: number, to: number) => void;
  isReadOnly?: boolean;
};

/** A list in an order that matters: items are moved by dragging, by buttons, and by Alt with an arrow; where they come to is read out. */
export function SortableList<Item>({ label, items, keyOf, nameOf, render, onMove, isReadOnly = false }: Props<Item>) {
  const [dragged, setDragged] = useState<number | null>(null);
  const [target, setTarget] = useState<number | null>(null);
  const [news, setNews] = useState('');
  const root = useRef<HTMLOListElement>(null);
  const move = (from: number, to: number) => {
    const item = items[from];
    if (isReadOnly || item === undefined || to < 0 || to >= items.length || from === to) return;
    onMove(from, to);
    setNews(`${nameOf(item)} is now ${to + 1} of ${items.length}`);
  };
  /** The button that moved it keeps the focus, or at an end its other one gets it. */
  const press = (from: number, step: number) => {
    move(from, from + step);
    requestAnimationFrame(() => {
      const buttons = root.current?.children[from + step]?.querySelectorAll<HTMLElement>('.move .icon-button');
      const [up, down] = buttons ?? [];
      const wanted = step < 0 ? up : down;
      (wanted?.getAttribute('aria-disabled') === 'true' ? (step < 0 ? down : up) : wanted)?.focus();
    });
  };
  const drop = () => {
    if (dragged !== null && target !== null) move(dragged, target);
    setDragged(null);
    setTarget(null);
  };
  return (
    <>
      <ol class="parts" aria-label={label} ref={root}>
        {items.map((item, index) => (
          <li
            key={keyOf(item)}
            class="part sortable"
            data-dragged={dragged === index}
            data-target={
              target === index && dragged !== index ? ((dragged ?? 0) < index ? 'below' : 'above') : undefined
            }
            onDragOver={(event) => {
              if (dragged === null) return;
              event.preventDefault();
              setTarget(index);
            }}
            onDrop={(event) => {
              event.preventDefault();
              drop();
            }}
            onKeyDown={(event) => {
              const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
              if (step === 0 || !event.altKey) return;
              event.preventDefault();
              move(index, index + step);
            }}
          >
            {!isReadOnly && (
              <MoveControls
                name={nameOf(item)}
                index={index}
                count={items.length}
                onPress={(step) => press(index, step)}
                onDrag={setDragged}
                onDragEnd={() => {
                  setDragged(null);
                  setTarget(null);
                }}
              />
            )}
            <span class="part-place quiet" aria-hidden="true">
              {index + 1}
            </span>
            <div class="part-main">{render(item, index)}</div>
          </li>
        ))}
      </ol>
      <div class="hidden-text" role="status" data-test="order-news">
        {news}
      </div>
    </>
  );
}

type ControlProps = {
  name: string;
  index: number;
  count: number;
  onPress: (step: number) => void;
  onDrag: (index: number) => void;
  onDragEnd: () => void;
};

function MoveControls({ name, index, count, onPress, onDrag, onDragEnd }: ControlProps) {
  return (
    <div class="move">
      <span
        class="grip"
        draggable
        title="Drag to change the order"
        data-test={`grip-${index}`}
        onDragStart={(event) => {
          event.dataTransfer?.setData('text/plain', name);
          onDrag(index);
        }}
        onDragEnd={onDragEnd}
      >
        <Icon name="grip" />
      </span>
      <IconButton icon="up" label={`Move ${name} up`} isOff={index === 0} onClick={() => onPress(-1)} />
      <IconButton icon="down" label={`Move ${name} down`} isOff={index === count - 1} onClick={() => onPress(1)} />
    </div>
  );
}
