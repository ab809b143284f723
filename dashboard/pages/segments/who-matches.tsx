import { useMemo, useState } from 'preact/hooks';
import type { DashProject } from '../../api/bootstrap.ts';
import { useEngine } from '../../api/engine.ts';
import { findLastEnvironment } from '../../api/last-environment.ts';
import { toTraceTree } from '../../api/segment-trace.ts';
import { Button } from '../../ui/button.tsx';
import { CheckTree } from '../../ui/check-tree.tsx';
import { Select, Textarea } from '../../ui/field.tsx';
import { place, setQuery } from '../../ui/router.tsx';
import { Notice, Skeleton } from '../../ui/states.tsx';
import { createProbe, hasSplit, readTraits, type Person } from './probe.ts';
import type { SegmentDraft } from './segment-draft.ts';
import { usePeople } from './segments.api.ts';

type Props = { project: DashProject; segmentId: number | null; draft: SegmentDraft };

/** The environment whose people are looked at; the address holds it if it is another than the last. */
export function findProbeEnvironment(project: DashProject) {
  const wanted = place.value.query.get('environment');
  return project.environments.find(({ api_key }) => api_key === wanted) ?? findLastEnvironment(project);
}

/** Who is in the segment as it is being changed: among those known, and by traits that are made up. */
export function WhoMatches({ project, segmentId, draft }: Props) {
  const { engine, retry } = useEngine();
  const environment = findProbeEnvironment(project);
  const probe = useMemo(
    () =>
      engine === null || environment === undefined ? null : createProbe(engine, environment, segmentId ?? 0, draft),
    [engine, environment, segmentId, draft],
  );
  if (environment === undefined) return null;
  return (
    <aside class="matches stack" aria-labelledby="matches-title">
      <h2 id="matches-title">Who matches</h2>
      {project.environments.length > 1 && (
        <Select
          label="Environment"
          value={environment.api_key}
          options={project.environments.map(({ api_key, name }) => ({ value: api_key, label: name }))}
          onChange={(key) => setQuery({ environment: key })}
        />
      )}
      {segmentId === null && hasSplit(draft) && (
        <Notice>Splits are placed by the segment’s number, so who is in them shows once it is created.</Notice>
      )}
      {probe === null && retry === null && <Skeleton rows={3} label="Loading the engine" />}
      {retry !== null && (
        <Notice tone="bad">
          The engine could not be fetched. <Button onClick={retry}>Try again</Button>
        </Notice>
      )}
      {probe !== null && (
        <>
          <Known key={environment.api_key} environmentKey={environment.api_key} probe={probe} />
          <MadeUp probe={probe} />
        </>
      )}
    </aside>
  );
}

type Probe = ReturnType<typeof createProbe>;

const MOST_SHOWN = 8;

function Known({ environmentKey, probe }: { environmentKey: string; probe: Probe }) {
  const { people, count, isLoading, failure, loadMore } = usePeople(environmentKey);
  const matching = useMemo(() => people.filter((person) => probe(person)?.matched === true), [people, probe]);
  if (failure !== null) {
    return (
      <p class="quiet">
        {failure.kind === 'forbidden' ? 'You need the permission VIEW_IDENTITIES to see who matches.' : failure.message}
      </p>
    );
  }
  if (count === null) return <Skeleton rows={3} label="Loading identities" />;
  if (count === 0) return <p class="quiet">No identity is known in this environment yet.</p>;
  return (
    <div class="matches-known" aria-live="polite">
      <p data-test="match-count">
        <strong class="matches-number">{matching.length}</strong> of the {people.length === count ? '' : 'newest '}
        {people.length} {people.length === 1 ? 'identity' : 'identities'}
        {people.length < count && <span class="quiet"> ({count} in all)</span>}
      </p>
      <ul class="matches-list">
        {matching.slice(0, MOST_SHOWN).map(({ id, identifier }) => (
          <li key={id} class="code">
            {identifier}
          </li>
        ))}
        {matching.length > MOST_SHOWN && <li class="quiet">and {matching.length - MOST_SHOWN} more</li>}
      </ul>
      {people.length < count && (
        <Button onClick={loadMore} isBusy={isLoading}>
          Look at 100 more
        </Button>
      )}
    </div>
  );
}

function MadeUp({ probe }: { probe: Probe }) {
  const [text, setText] = useState('');
  const read = readTraits(text);
  const person: Person = { identifier: 'somebody', traits: 'traits' in read ? read.traits : {} };
  const trace = 'traits' in read && text.trim() !== '' ? probe(person) : null;
  return (
    <div class="stack">
      <Textarea
        label="Somebody with these traits"
        value={text}
        onInput={setText}
        isCode
        rows={2}
        hint={'As JSON: {"plan": "pro", "orders": 12}'}
        errors={'fault' in read ? [read.fault] : []}
        data-test="made-up-traits"
      />
      {trace !== null && (
        <div class="made-up" aria-live="polite" data-test="made-up-answer">
          <strong>{trace.matched ? 'Is in the segment' : 'Is not in the segment'}</strong>
          <CheckTree nodes={toTraceTree(trace)} label="Why" />
        </div>
      )}
    </div>
  );
}
