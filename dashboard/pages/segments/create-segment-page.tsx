import { useMemo, useState } from 'preact/hooks';
import type { ProjectPageProps } from '../../api/bootstrap.ts';
import { whyNot } from '../../api/permissions.ts';
import { useNewFields } from '../../api/use-new-fields.ts';
import { useSubmit } from '../../api/use-submit.ts';
import { Button } from '../../ui/button.tsx';
import { CustomFieldInputs } from '../../ui/custom-fields.tsx';
import { PageHeading } from '../../ui/heading.tsx';
import { navigate } from '../../ui/router.tsx';
import { Notice } from '../../ui/states.tsx';
import { showToast } from '../../ui/toast.tsx';

import { readDraft } from './draft-store.ts';
import { offeredOperators } from './offered-operators.ts';
import { describeFailure } from './save-bar.tsx';
import { findFaults, newDraft, toInput } from './segment-draft.ts';
import { SegmentRules } from './segment-rules.tsx';
import { SegmentNames } from './segment-settings.tsx';
import { createSegment } from './segments.api.ts';

export function CreateSegmentPage({ project }: ProjectPageProps) {
  const submission = useSubmit();
  const [isTried, setTried] = useState(false);
  const custom = useNewFields(project, 'segment');
  const operator = offeredOperators()[0]?.value;
  const blank = useMemo(() => newDraft(operator), [operator]);
  const draft = readDraft(`${project.id}/create`, blank);
  const faults = findFaults(draft.draft);
  const forbidden = whyNot(project.permissions, 'MANAGE_SEGMENTS', project.name);
  const message = describeFailure(submission);
  const leave = () => {
    draft.discard();
    navigate(`/project/${project.id}/segments`);
  };
  const submit = async () => {
    setTried(true);
    if (!custom.check() || Object.keys(faults).length > 0) return;
    await submission.run(async () => {
      const { id, name } = await createSegment(project.id, {
        ...toInput(draft.draft),
        ...custom.toBody(),
      });
      draft.discard();
      showToast(`Created ${name}`);
      navigate(`/project/${project.id}/segments/${id}`);
    });
  };
  return (
    <>
      <PageHeading title="Create segment" lead={`For every environment of ${project.name}`} />
      <form
        class="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        {forbidden !== null && <Notice>{forbidden}</Notice>}
        {message !== null && <Notice tone="bad">{message}</Notice>}
        <div class="narrow stack">
          <SegmentNames draft={{ ...draft, isDirty: isTried }} faults={faults} submission={submission} isFirst />
          <CustomFieldInputs {...custom.inputs} />
        </div>
        <SegmentRules
          project={project}
          segment={null}
          draft={draft}
          faults={isTried ? faults : {}}
          readOnlyReason={forbidden}
        />
        <div class="form-foot">
          <Button
            type="submit"
            kind="primary"
            isBusy={submission.isBusy}
            disabledReason={forbidden}
            data-test="create-segment-btn"
          >
            Create segment
          </Button>
          <Button onClick={leave}>Cancel</Button>
        </div>
      </form>
    </>
  );
}
