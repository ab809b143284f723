import { signal } from '@preact/signals';
import { Button, IconButton } from './button.tsx';

type Toast = { id: number; text: string; tone: 'good' | 'bad'; action: { label: string; run: () => void } | null };

const LIFE_MS = 10_000;
const MOST = 4;

const toasts = signal<Toast[]>([]);
let last = 0;

/** Says what has happened, for ten seconds, and offers to undo it. Errors stay until they are closed. */
export function showToast(
  text: string,
  { tone = 'good', action = null }: Partial<Pick<Toast, 'tone' | 'action'>> = {},
): void {
  last += 1;
  const id = last;
  toasts.value = [...toasts.value.slice(1 - MOST), { id, text, tone, action }];
  if (tone === 'good') setTimeout(() => closeToast(id), LIFE_MS);
}

function closeToast(id: number): void {
  // Who has gone to the toast with the keyboard is not to lose it under their hands.
  if (document.activeElement?.closest(`[data-toast="${id}"]`) != null) {
    setTimeout(() => closeToast(id), LIFE_MS);
    return;
  }
  dropToast(id);
}

function dropToast(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
}

/** Where toasts appear; errors are read out at once, the rest when there is time. */
export function ToastRegion() {
  return (
    <section class="toasts" aria-label="Notifications">
      {(['polite', 'assertive'] as const).map((politeness) => (
        <div key={politeness} aria-live={politeness}>
          {toasts.value
            .filter(({ tone }) => (tone === 'bad') === (politeness === 'assertive'))
            .map(({ id, text, tone, action }) => (
              <div key={id} class={`toast ${tone}`} data-toast={id} data-test="toast">
                <span>{text}</span>
                {action !== null && (
                  <Button
                    kind="quiet"
                    icon="undo"
                    onClick={() => {
                      dropToast(id);
                      action.run();
                    }}
                  >
                    {action.label}
                  </Button>
                )}
                <IconButton icon="close" label="Dismiss" onClick={() => dropToast(id)} />
              </div>
            ))}
        </div>
      ))}
    </section>
  );
}
