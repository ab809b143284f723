import { signal } from '@preact/signals';

// Outside of the tab, so that going to another one loses nothing.
const drafts = signal<Readonly<Record<number, string>>>({});

/** The description as it is being typed; null while nobody changes it. */
export function readDescription(featureId: number): string | null {
  return drafts.value[featureId] ?? null;
}

/** Null, or what is stored, ends the change. */
export function changeDescription(featureId: number, text: string | null, stored: string): void {
  const { [featureId]: _, ...rest } = drafts.peek();
  drafts.value = text === null || text === stored ? rest : { ...rest, [featureId]: text };
}

addEventListener('beforeunload', (event) => {
  if (Object.keys(drafts.peek()).length > 0) event.preventDefault();
});
