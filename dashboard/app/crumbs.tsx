import type { DashBootstrap } from '../api/bootstrap.ts';
import { toneOf } from '../api/environments.ts';
import { EnvDot, type EnvTone } from '../ui/env-badge.tsx';
import { Icon } from '../ui/icons.tsx';
import { Menu, type MenuItem } from '../ui/menu.tsx';
import { toEnvironment } from './keyboard.ts';
import type { Route } from './routes.ts';

type Props = { boot: DashBootstrap; route: Route; organisationId: number; params: Record<string, string> };

/** Organisation, project, environment: where one is, and the others to switch to. */
export function Crumbs({ boot, route, organisationId, params }: Props) {
  const organisation = boot.organisations.find(({ id }) => id === organisationId);
  const project = params['pid'] === undefined ? null : boot.project;
  const environment = params['env'] === undefined ? null : boot.environment;
  const organisations: MenuItem[] = [
    ...boot.organisations.map(({ id, name }) => ({
      label: name,
      to: `/organisation/${id}/projects`,
      isCurrent: id === organisationId,
    })),
    { label: 'All organisations', icon: 'building', to: '/organisations' },
  ];
  return (
    <nav class="crumbs" aria-label="Place">
      {organisation !== undefined && (
        <span class="crumb-organisation row">
          <Crumb kind="Organisation" name={organisation.name} items={organisations} />
        </span>
      )}
      {project !== null && (
        <>
          <Divider />
          <Crumb
            kind="Project"
            name={project.name}
            items={[
              ...project.siblings.map(({ id, name }) => ({
                label: name,
                to: `/project/${id}`,
                isCurrent: id === project.id,
              })),
              { label: 'All projects', icon: 'box', to: `/organisation/${project.organisation}/projects` },
            ]}
          />
        </>
      )}
      {project !== null && environment !== null && (
        <>
          <Divider />
          <Crumb
            kind="Environment"
            name={environment.name}
            tone={toneOf(environment, project.environments)}
            items={project.environments.map((one) => ({
              label: one.name,
              mark: <EnvDot tone={toneOf(one, project.environments)} />,
              to: toEnvironment(route, params, one.api_key),
              isCurrent: one.id === environment.id,
            }))}
          />
        </>
      )}
    </nav>
  );
}

type CrumbProps = { kind: string; name: string; items: MenuItem[]; tone?: EnvTone };

function Crumb({ kind, name, items, tone }: CrumbProps) {
  return (
    <Menu label={`${kind}: ${name}`} title={kind} items={items} buttonClass="crumb" buttonEnv={tone}>
      {tone !== undefined && <EnvDot tone={tone} />}
      <span class="crumb-name">{name}</span>
      <Icon name="down" />
    </Menu>
  );
}

function Divider() {
  return (
    <span class="crumb-line" aria-hidden="true">
      /
    </span>
  );
}
