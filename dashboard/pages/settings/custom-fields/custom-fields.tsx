import { useState } from 'preact/hooks';
import type { MetadataField } from '../../../../worker/contract/metadata-fields.ts';
import { FIELD_TYPES } from '../../../api/custom-fields.ts';
import { toFailure } from '../../../api/failure.ts';
import { Button, IconButton } from '../../../ui/button.tsx';
import { ConfirmByName } from '../../../ui/dialog.tsx';
import { Panel, Rows } from '../../../ui/panel.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../../ui/states.tsx';
import { DataTable } from '../../../ui/table.tsx';
import { showToast } from '../../../ui/toast.tsx';
import { deleteField, useFields } from './custom-fields.api.ts';
import { FieldDialog } from './field-dialog.tsx';
import { ENTITIES, readUses, type FieldPlace } from './field-uses.ts';

type Props = { place: FieldPlace; disabledReason: string | null };

/** The fields that features, segments and environments have beside what they have anyway. */
export function CustomFields({ place, disabledReason }: Props) {
  const view = useFields(place);
  const [editing, setEditing] = useState<MetadataField | 'new' | null>(null);
  const [deleting, setDeleting] = useState<MetadataField | null>(null);
  const isEmpty = view.kind === 'loaded' && view.data.results.length === 0;
  const create = (
    <Button icon="plus" disabledReason={disabledReason} onClick={() => setEditing('new')} data-test="create-field">
      Create field
    </Button>
  );
  const remove = async ({ id, name }: MetadataField) => {
    setDeleting(null);
    try {
      await deleteField(id);
      showToast(`Deleted the field ${name}`);
    } catch (error) {
      showToast(`${name} was not deleted: ${toFailure(error).message}`, { tone: 'bad' });
    }
  };
  return (
    <Panel
      title="Custom fields"
      lead="What features, segments and environments say of themselves: a ticket, a cost centre, a link."
      actions={isEmpty || view.kind !== 'loaded' ? undefined : create}
    >
      {view.kind === 'loading' && <Skeleton label="Loading custom fields" rows={2} />}
      {view.kind === 'failed' && (
        <ErrorState title="The fields could not be loaded" message={view.failure.message} onRetry={view.retry} />
      )}
      {isEmpty && (
        <EmptyState icon="note" title="No custom field yet" action={create}>
          A field can be required: then nothing new is created without it.
        </EmptyState>
      )}
      {view.kind === 'loaded' && !isEmpty && (
        <FieldTable
          place={place}
          fields={view.data.results}
          mayChange={disabledReason === null}
          onEdit={setEditing}
          onDelete={setDeleting}
        />
      )}
      {editing !== null && (
        <FieldDialog place={place} field={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />
      )}
      {deleting !== null && (
        <ConfirmByName
          title={`Delete the field ${deleting.name}`}
          name={deleting.name}
          action="Delete field"
          onConfirm={() => void remove(deleting)}
          onClose={() => setDeleting(null)}
        >
          <p>What features, segments and environments say in it goes with it.</p>
        </ConfirmByName>
      )}
    </Panel>
  );
}

type TableProps = {
  place: FieldPlace;
  fields: readonly MetadataField[];
  mayChange: boolean;
  onEdit: (field: MetadataField) => void;
  onDelete: (field: MetadataField) => void;
};

function FieldTable({ place, fields, mayChange, onEdit, onDelete }: TableProps) {
  return (
    <Rows>
      <DataTable
        label="Custom fields"
        rows={fields}
        keyOf={({ id }) => id}
        rowTest={(index) => `field-row-${index}`}
        columns={[
          { id: 'name', title: 'Field', cell: ({ name }) => <span class="anywhere">{name}</span> },
          {
            id: 'type',
            title: 'Type',
            cell: ({ type }) => (
              <span class="quiet">{FIELD_TYPES.find(({ value }) => value === type)?.label ?? type}</span>
            ),
          },
          {
            id: 'uses',
            title: 'Of',
            cell: (field) => <span class="quiet">{describeUses(field, place)}</span>,
          },
          {
            id: 'actions',
            title: 'Change',
            isTitleHidden: true,
            cell: (field) => {
              if (field.project !== place.project) return <span class="quiet">Organisation</span>;
              if (!mayChange) return null;
              return (
                <span class="row end">
                  <IconButton icon="settings" label={`Change ${field.name}`} onClick={() => onEdit(field)} />
                  <IconButton icon="trash" label={`Delete ${field.name}`} onClick={() => onDelete(field)} />
                </span>
              );
            },
          },
        ]}
      />
    </Rows>
  );
}

function describeUses(field: MetadataField, place: FieldPlace): string {
  const uses = readUses(field, field.project === place.project ? place : { ...place, project: null });
  const own = readUses(field, place);
  const used = ENTITIES.flatMap(({ entity, label }) => {
    if (uses[entity] === 'none') return [];
    const isRequired = uses[entity] === 'required' || own[entity] === 'required';
    return [`${label}${isRequired ? ' (required)' : uses[entity] === 'some' ? ' (required in some projects)' : ''}`];
  });
  return used.length === 0 ? 'Nothing' : used.join(', ');
}
