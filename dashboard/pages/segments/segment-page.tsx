import { useMemo, useState } from 'preact/hooks';
import type { Segment } from '../../../worker/contract/segments.ts';
import type { DashProject, ProjectPageProps } from '../../api/bootstrap.ts';
import { toFailure } from '../../api/failure.ts';
import { whyNot } from '../../api/permissions.ts';
import { useSubmit } from '../../api/use-submit.ts';
import { Button } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { PageHeading } from '../../ui/heading.tsx';
import { ErrorState, Notice, Skeleton } from '../../ui/states.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { showToast } from '../../ui/toast.tsx';
import { readDraft } from './draft-store.ts';
import { SaveBar } from './save-bar.tsx';
import { CloneSegment, DeleteSegment } from './segment-dialogs.tsx';
import { findFaults, listChanges, toDraft, toInput } from './segment-draft.ts';
import { SegmentRules } from './segment-rules.tsx';
import { SegmentSettings } from './segment-settings.tsx';
import { saveSegment, useSegment } from './segments.api.ts';
import { WhereUsed } from './where-used.tsx';

const TABS = [
  { id: 'rules', label: 'Rules' },
  { id: 'uses', label: 'Where used' },
  { id: 'settings', label: 'Settings' },
] as const;

/** One segment: who is in it, and what that is good for. */
export function SegmentPage({ params, project }: ProjectPageProps) {
  const view = useSegment(project.id, Number(params['sid']) || 0);
  if (view.kind === 'loaded') {
    return <Loaded key={view.data.id} project={project} segment={view.data} tabId={params['tab']} />;
  }
  const isMissing = view.kind === 'failed' && view.failure.kind === 'missing';
  return (
    <>
      <PageHeading title="Segment" />
      {view.kind === 'loading' && <Skeleton rows={4} label="Loading the segment" />}
      {view.kind === 'failed' && (
        <ErrorState
          title={isMissing ? 'This segment is not here' : 'The segment could not be loaded'}
          message={isMissing ? 'It may have been deleted.' : view.failure.message}
          onRetry={isMissing ? undefined : view.retry}
        />
      )}
    </>
  );
}

type Props = { project: DashProject; segment: Segment; tabId: string | undefined };

function Loaded({ project, segment, tabId }: Props) {
  const [asking, setAsking] = useState<'clone' | 'delete' | null>(null);
  const submission = useSubmit();
  const server = useMemo(() => toDraft(segment), [segment]);
  const draft = readDraft(`${project.id}/${segment.id}`, server);
  const faults = findFaults(draft.draft);
  const tab = TABS.find(({ id }) => id === tabId) ?? TABS[0];
  const base = `/project/${project.id}/segments/${segment.id}`;
  const forbidden = whyReadOnly(project, segment);
  const save = async () => {
    const { before, draft: after } = draft;
    if (Object.keys(faults).length > 0) return;
    if (!(await submission.run(() => saveSegment(project.id, segment.id, toInput(after))))) return;
    draft.discard();
    const takeBack = () =>
      void saveSegment(project.id, segment.id, toInput(before)).then(
        () => showToast(`${before.name} is as it was before`),
        (error: unknown) => showToast(`This was not undone: ${toFailure(error).message}`, { tone: 'bad' }),
      );
    showToast(`Saved ${after.name}`, { action: { label: 'Undo', run: takeBack } });
  };
  const editing = { project, segment, draft, faults, submission, readOnlyReason: forbidden };
  return (
    <div onKeyDown={(event) => isSaveKey(event) && draft.isDirty && void save()} data-test="segment-page">
      <PageHeading
        title={segment.name}
        lead={segment.description || undefined}
        actions={
          <>
            {segment.feature !== null && <Chip title="Made for one feature">Feature-specific</Chip>}
            <Button icon="copy" disabledReason={forbidden} onClick={() => setAsking('clone')}>
              Clone
            </Button>
          </>
        }
      />
      <Tabs
        label={`Parts of ${segment.name}`}
        selected={tab.id}
        tabs={TABS.map(({ id, label }) => ({
          id,
          label,
          to: `${base}${id === 'rules' ? '' : `/${id}`}${location.search}`,
          isDirty: id === 'rules' && draft.isDirty,
        }))}
      />
      <div role="tabpanel" id={`panel-${tab.id}`} aria-labelledby={`tab-${tab.id}`} class="segment-panel">
        {forbidden !== null && tab.id !== 'uses' && <Notice>{forbidden}</Notice>}
        {tab.id === 'rules' && <SegmentRules {...editing} />}
        {tab.id === 'uses' && <WhereUsed project={project} segmentId={segment.id} />}
        {tab.id === 'settings' && <SegmentSettings {...editing} onDelete={() => setAsking('delete')} />}
      </div>
      {draft.isDirty && (
        <SaveBar
          changes={listChanges(draft.before, draft.draft)}
          submission={submission}
          isFaulty={Object.keys(faults).length > 0}
          isOvertaken={draft.isOvertaken}
          onSave={() => void save()}
          onDiscard={draft.discard}
        />
      )}
      {asking === 'clone' && <CloneSegment project={project} segment={segment} onClose={() => setAsking(null)} />}
      {asking === 'delete' && <DeleteSegment project={project} segment={segment} onClose={() => setAsking(null)} />}
    </div>
  );
}

function whyReadOnly(project: DashProject, segment: Segment): string | null {
  if (segment.managed_by !== '') return `This segment is managed by a ${segment.managed_by} and cannot be edited.`;
  return whyNot(project.permissions, 'MANAGE_SEGMENTS', project.name);
}

const isSaveKey = (event: KeyboardEvent) => event.key === 'Enter' && (event.metaKey || event.ctrlKey);
