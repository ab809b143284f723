import { useEffect, useState } from 'preact/hooks';
import type { SdkFlag } from '../../../worker/contract/sdk-flags.ts';
import { FlagsTable } from './flags-table.tsx';
import { readFlags } from './flags.api.ts';

type View =
  | { kind: 'idle' }
  | { kind: 'loading' }
  | { kind: 'failed'; message: string }
  | { kind: 'loaded'; flags: SdkFlag[] };

type Question = { environmentKey: string; identifier: string };

/** Shows what an environment serves, as its SDKs see it. The question is kept in the address, so it can be shared. */
export function FlagsPage() {
  const [draft, setDraft] = useState(readQuestion);
  const [asked, setAsked] = useState(readQuestion);
  const [view, setView] = useState<View>({ kind: 'idle' });

  useEffect(() => {
    if (asked.environmentKey === '') return;
    let isCurrent = true;
    setView({ kind: 'loading' });
    readFlags(asked.environmentKey, asked.identifier).then(
      (flags) => isCurrent && setView({ kind: 'loaded', flags }),
      (error: Error) => isCurrent && setView({ kind: 'failed', message: error.message }),
    );
    return () => {
      isCurrent = false;
    };
  }, [asked]);

  const submit = (event: Event) => {
    event.preventDefault();
    const question = { environmentKey: draft.environmentKey.trim(), identifier: draft.identifier.trim() };
    history.replaceState(null, '', toAddress(question));
    setAsked(question);
  };

  return (
    <main>
      <h1>Flags</h1>
      <p class="lead">What an environment serves right now, as an SDK sees it. Looking stores nothing.</p>
      <form onSubmit={submit}>
        <label>
          Environment key
          <input
            class="key"
            required
            autocomplete="off"
            spellcheck={false}
            value={draft.environmentKey}
            onInput={(event) => setDraft({ ...draft, environmentKey: event.currentTarget.value })}
          />
        </label>
        <label>
          Identity (optional)
          <input
            autocomplete="off"
            spellcheck={false}
            value={draft.identifier}
            onInput={(event) => setDraft({ ...draft, identifier: event.currentTarget.value })}
          />
        </label>
        <button type="submit">Show flags</button>
      </form>
      <Answer view={view} />
    </main>
  );
}

function Answer({ view }: { view: View }) {
  switch (view.kind) {
    case 'idle':
      return (
        <p class="notice">
          Enter an environment key. The key of the demo project is printed where the server was started.
        </p>
      );
    case 'loading':
      return (
        <div class="scroll" aria-busy="true" aria-label="Loading flags">
          {[0, 1, 2, 3].map((row) => (
            <div key={row} class="skeleton" />
          ))}
        </div>
      );
    case 'failed':
      return (
        <p class="notice bad" role="alert">
          {view.message}
        </p>
      );
    default:
      return view.flags.length === 0 ? (
        <p class="notice">This environment has no flags that this key may see.</p>
      ) : (
        <FlagsTable flags={view.flags} />
      );
  }
}

function readQuestion(): Question {
  const query = new URLSearchParams(location.search);
  return { environmentKey: query.get('environment') ?? '', identifier: query.get('identity') ?? '' };
}

function toAddress({ environmentKey, identifier }: Question): string {
  const query = new URLSearchParams({ environment: environmentKey });
  if (identifier !== '') query.set('identity', identifier);
  return `?${query}`;
}
