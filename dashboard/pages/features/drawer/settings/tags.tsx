import { useState } from 'preact/hooks';
import type { DashProject } from '../../../../api/bootstrap.ts';
import { whyNot } from '../../../../api/permissions.ts';
import { Button } from '../../../../ui/button.tsx';
import { TagPicker } from '../../tag-picker.tsx';
import { NewTag } from './new-tag.tsx';

type Props = {
  project: DashProject;
  chosen: readonly number[];
  reason: string | null;
  onChange: (tags: number[]) => void;
};

/** The tags of the feature, and a new one for the project. */
export function Tags({ project, chosen, reason, onChange }: Props) {
  const [isNaming, setNaming] = useState(false);
  return (
    <div class="field" role="group" aria-label="Tags">
      <div class="state-line">
        <h3>Tags</h3>
        <Button
          kind="quiet"
          icon="plus"
          disabledReason={reason ?? whyNot(project.permissions, 'MANAGE_TAGS', project.name)}
          onClick={() => setNaming(true)}
        >
          New tag
        </Button>
      </div>
      <TagPicker all={project.tags} chosen={chosen} onChange={onChange} isReadOnly={reason !== null} />
      {project.tags.length === 0 && <div class="field-hint">This project has no tags yet.</div>}
      {isNaming && (
        <NewTag
          projectId={project.id}
          labels={project.tags.map(({ label }) => label)}
          onCreated={({ id }) => onChange([...chosen, id])}
          onClose={() => setNaming(false)}
        />
      )}
    </div>
  );
}
