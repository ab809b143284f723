import { useState } from 'preact/hooks';
import { whyNot } from '../../../../api/permissions.ts';
import { SearchField } from '../../../../ui/search-field.tsx';
import { place as address, setQuery } from '../../../../ui/router.tsx';
import { EmptyState, ErrorState, Notice, Skeleton } from '../../../../ui/states.tsx';
import { Pager } from '../../../../ui/table.tsx';
import { toDraft } from '../flag-draft.ts';
import type { TabProps } from '../tabs.ts';
import { PAGE_SIZE, useOverrides } from './identities.api.ts';
import type { Override, Place, Who } from './identities.api.ts';
import { createActs, identifierOf } from './identity-acts.ts';
import { NEW_OVERRIDE, toIdentityBody, toIdentityDraft } from './identity-draft.ts';
import { IdentityEditor } from './identity-editor.tsx';
import { IdentityPicker } from './identity-picker.tsx';
import { IdentityRow } from './identity-row.tsx';

/** What the feature is for single identities. It is saved at once, and takes part in no draft. */
export function IdentitiesTab({ project, environment, detail, draft: { before } }: TabProps) {
  const { id: featureId, name } = detail.feature;
  const { query } = address.value;
  const search = query.get('identity') ?? '';
  const page = Math.max(1, Math.trunc(Number(query.get('ipage'))) || 1);
  const place: Place = { projectId: project.id, key: environment.api_key, featureId };
  const view = useOverrides(place, search, page);
  const [editing, setEditing] = useState<Override | Who | null>(null);
  const reason = whyNot(environment.permissions, 'UPDATE_FEATURE_STATE', environment.name);
  const { content, options } = toDraft(detail.flag, detail.feature.multivariate_options);
  const isEmpty = view.kind === 'loaded' && view.data.count === 0;
  const acts = createActs(place, name);
  return (
    <div class="stack">
      {reason !== null && <Notice tone="warning">{reason}</Notice>}
      {reason === null && <IdentityPicker environment={environment} disabledReason={reason} onChoose={setEditing} />}
      {(!isEmpty || search !== '') && (
        <SearchField
          label="Search overrides by identifier"
          value={search}
          onChange={(text) => setQuery({ identity: text, ipage: null })}
        />
      )}
      {view.kind === 'loading' && <Skeleton rows={4} label="Loading identity overrides" />}
      {view.kind === 'failed' && (
        <ErrorState title="The overrides could not be loaded" message={view.failure.message} onRetry={view.retry} />
      )}
      {isEmpty && search === '' && (
        <EmptyState icon="user" title="Nobody has a state of their own">
          An override gives one identity its own state and value in {environment.name}; it wins over all segments.
        </EmptyState>
      )}
      {isEmpty && search !== '' && <EmptyState icon="search" title="No identity fits" />}
      {view.kind === 'loaded' && !isEmpty && (
        <>
          <ul class="parts" aria-label="Identity overrides">
            {view.data.results.map((override, index) => (
              <IdentityRow
                key={override.id}
                override={override}
                index={index}
                name={name}
                options={before.options}
                readOnlyReason={reason}
                onToggle={(enabled) => void acts.change(override, { enabled })}
                onEdit={() => setEditing(override)}
                onRemove={() => void acts.remove(override)}
              />
            ))}
          </ul>
          <Pager
            page={page}
            size={PAGE_SIZE}
            count={view.data.count}
            onPage={(next) => setQuery({ ipage: next === 1 ? null : String(next) })}
          />
        </>
      )}
      {editing !== null && (
        <IdentityEditor
          title={`Override for ${isStored(editing) ? identifierOf(editing) : editing.identifier}`}
          name={name}
          initial={isStored(editing) ? toIdentityDraft(editing) : NEW_OVERRIDE}
          options={options}
          everybody={content.value}
          onClose={() => setEditing(null)}
          onSave={(draft) => {
            const body = toIdentityBody(draft, options, content.value);
            return isStored(editing) ? acts.store(editing, body) : acts.add(editing, body);
          }}
        />
      )}
    </div>
  );
}

const isStored = (editing: Override | Who): editing is Override => 'identity' in editing;
