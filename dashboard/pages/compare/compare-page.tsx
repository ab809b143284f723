import type { ComponentType } from 'preact';
import type { ProjectPageProps } from '../../api/bootstrap.ts';
import { PageHeading } from '../../ui/heading.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import './compare.css';
import { EnvironmentsTab } from './environments-tab.tsx';
import { FeatureTab } from './feature-tab.tsx';
import { IdentitiesTab } from './identities-tab.tsx';

export type TabProps = Pick<ProjectPageProps, 'project'>;

const ENVIRONMENTS = { id: 'environments', label: 'Environments', Content: EnvironmentsTab as ComponentType<TabProps> };
const TABS = [
  ENVIRONMENTS,
  { id: 'feature', label: 'One feature', Content: FeatureTab },
  { id: 'identities', label: 'Identities', Content: IdentitiesTab },
];

/** What is not the same: between environments, for one feature in all of them, between people. */
export function ComparePage({ params, project }: ProjectPageProps) {
  const { id, Content } = TABS.find((one) => one.id === params['what']) ?? ENVIRONMENTS;
  const base = `/project/${project.id}/compare`;
  return (
    <>
      <PageHeading title="Compare" />
      <Tabs
        label="What to compare"
        selected={id}
        tabs={TABS.map((tab) => ({
          id: tab.id,
          label: tab.label,
          to: tab === ENVIRONMENTS ? base : `${base}/${tab.id}`,
        }))}
      />
      <div
        role="tabpanel"
        id={`panel-${id}`}
        aria-labelledby={`tab-${id}`}
        class="compare"
        data-test={`comparing-${id}`}
      >
        <Content project={project} />
      </div>
    </>
  );
}
