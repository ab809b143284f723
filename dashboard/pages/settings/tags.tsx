import { useState } from 'preact/hooks';
import type { Tag } from '../../../worker/contract/tags.ts';
import type { DashProject } from '../../api/bootstrap.ts';
import { toFailure } from '../../api/failure.ts';
import { whyNot } from '../../api/permissions.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { TagChip } from '../../ui/chip.tsx';
import { ConfirmByName } from '../../ui/dialog.tsx';
import { Panel, Rows } from '../../ui/panel.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { DataTable } from '../../ui/table.tsx';
import { showToast } from '../../ui/toast.tsx';
import { deleteTag } from './settings.api.ts';
import { TagDialog } from './tag-dialog.tsx';

export function Tags({ project }: { project: DashProject }) {
  const [editing, setEditing] = useState<Tag | 'new' | null>(null);
  const [deleting, setDeleting] = useState<Tag | null>(null);
  const reason = whyNot(project.permissions, 'MANAGE_TAGS', project.name);
  const remove = async ({ id, label }: Tag) => {
    setDeleting(null);
    try {
      await deleteTag(project.id, id);
      showToast(`Deleted the tag ${label}`);
    } catch (error) {
      showToast(`${label} was not deleted: ${toFailure(error).message}`, { tone: 'bad' });
    }
  };
  const create = (
    <Button icon="plus" disabledReason={reason} onClick={() => setEditing('new')} data-test="create-tag">
      Create tag
    </Button>
  );
  const isEmpty = project.tags.length === 0;
  return (
    <Panel title="Tags" lead="They group features across environments." actions={isEmpty ? undefined : create}>
      {isEmpty ? (
        <EmptyState icon="layers" title="No tag yet" action={create}>
          A team, a purpose, a release: features can be filtered by it.
        </EmptyState>
      ) : (
        <Rows>
          <DataTable
            label="Tags"
            rows={project.tags}
            keyOf={({ id }) => id}
            columns={[
              { id: 'tag', title: 'Tag', cell: ({ label, color }) => <TagChip label={label} colour={color} /> },
              {
                id: 'description',
                title: 'Description',
                cell: ({ description }) => description !== null && <span class="quiet">{description}</span>,
              },
              {
                id: 'actions',
                title: 'Change',
                isTitleHidden: true,
                cell: (tag) =>
                  reason === null && !tag.is_system_tag ? (
                    <span class="row end">
                      <IconButton icon="settings" label={`Change ${tag.label}`} onClick={() => setEditing(tag)} />
                      <IconButton icon="trash" label={`Delete ${tag.label}`} onClick={() => setDeleting(tag)} />
                    </span>
                  ) : null,
              },
            ]}
          />
        </Rows>
      )}
      {editing !== null && (
        <TagDialog project={project} tag={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />
      )}
      {deleting !== null && (
        <ConfirmByName
          title={`Delete the tag ${deleting.label}`}
          name={deleting.label}
          action="Delete tag"
          onConfirm={() => void remove(deleting)}
          onClose={() => setDeleting(null)}
        >
          <p>Features lose the tag and stay as they are. What is granted by this tag is granted no longer.</p>
        </ConfirmByName>
      )}
    </Panel>
  );
}
