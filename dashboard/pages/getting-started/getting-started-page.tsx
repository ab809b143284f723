import './getting-started.css';
import type { ComponentChildren } from 'preact';
import type { EnvironmentPageProps } from '../../api/bootstrap.ts';
import { PageHeading } from '../../ui/heading.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Day } from '../../ui/moment.tsx';
import { Link, place } from '../../ui/router.tsx';
import { Skeleton } from '../../ui/states.tsx';
import { useAnyFeature, useFirstEvaluation } from './getting-started.api.ts';
import { Snippet } from './snippet.tsx';

/** From nothing to an application that asks for a flag, in three steps. */
export function GettingStartedPage({ project, environment }: EnvironmentPageProps) {
  const view = useAnyFeature(project.id);
  const status = useFirstEvaluation(environment.api_key);
  const feature = view.kind === 'loaded' ? (view.data.results[0]?.name ?? null) : null;
  const home = `/project/${project.id}/environment/${encodeURIComponent(environment.api_key)}`;
  const first = status?.first_evaluated_at ?? null;
  return (
    <>
      <PageHeading title="Getting started" lead={`An application that asks for a flag of ${environment.name}.`} />
      <ol class="steps">
        <Step number={1} title="A feature" isDone={feature !== null} test="step-feature">
          {view.kind === 'loading' && <Skeleton label="Looking for a feature" rows={1} />}
          {view.kind !== 'loading' && feature === null && (
            <p>
              There is none yet. <Link to={`${home}/features`}>Create one</Link>
            </p>
          )}
          {feature !== null && (
            <p>
              <code>{feature}</code> is there. <Link to={`${home}/features`}>Show all features</Link>
            </p>
          )}
        </Step>
        <Step number={2} title="An application with an SDK" isDone={first !== null} test="step-sdk">
          <Snippet
            kitId={place.value.query.get('sdk')}
            facts={{ origin: location.origin, key: environment.api_key, feature: feature ?? 'my_feature' }}
          />
        </Step>
        <Step number={3} title="The first request" isDone={first !== null} test="step-request">
          <div aria-live="polite">
            {first === null ? (
              <p class="row quiet">
                <span class="pulse" aria-hidden="true" />
                Waiting for the application to ask. This page notices by itself.
              </p>
            ) : (
              <p>
                Flags of {environment.name} are asked for since <Day at={first} />
                {status?.first_evaluated_sdk_label != null && (
                  <>
                    , first by <code>{status.first_evaluated_sdk_label}</code>
                  </>
                )}
                . Switch a feature, and the application sees it.
              </p>
            )}
          </div>
        </Step>
      </ol>
    </>
  );
}

type StepProps = { number: number; title: string; isDone: boolean; test: string; children: ComponentChildren };

function Step({ number, title, isDone, test, children }: StepProps) {
  return (
    <li class="step" data-done={isDone} data-test={test}>
      <span class="step-mark" aria-hidden="true">
        {isDone ? <Icon name="check" /> : number}
      </span>
      <div class="step-body">
        <h2>
          {title}
          {isDone && <span class="hidden-text">, done</span>}
        </h2>
        {children}
      </div>
    </li>
  );
}
