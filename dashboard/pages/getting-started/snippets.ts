/** What stands in a snippet. `feature` is the name of one that is there. */
export type Facts = { origin: string; key: string; feature: string };

type Kit = {
  id: string;
  label: string;
  /** How the SDK is got; none where nothing is to be installed. */
  install: string | null;
  toCode: (facts: Facts) => string;
};

export const KITS: readonly Kit[] = [
  {
    id: 'js',
    label: 'JavaScript',
    install: 'npm install @flagsmith/flagsmith',
    toCode: ({ origin, key, feature }) => `import flagsmith from '@flagsmith/flagsmith';

await flagsmith.init({
  api: '${origin}/api/v1/',
  environmentID: '${key}',
});

if (flagsmith.hasFeature('${feature}')) {
  console.log(flagsmith.getValue('${feature}'));
}`,
  },
  {
    id: 'react',
    label: 'React',
    install: 'npm install @flagsmith/flagsmith',
    toCode: ({ origin, key, feature }) => `import flagsmith from '@flagsmith/flagsmith';
import { FlagsmithProvider, useFlags } from '@flagsmith/flagsmith/react';

export function App() {
  const options = { api: '${origin}/api/v1/', environmentID: '${key}' };
  return (
    <FlagsmithProvider flagsmith={flagsmith} options={options}>
      <Page />
    </FlagsmithProvider>
  );
}

function Page() {
  const flags = useFlags(['${feature}']);
  return flags['${feature}'].enabled ? <p>On</p> : <p>Off</p>;
}`,
  },
  {
    id: 'node',
    label: 'Node.js',
    install: 'npm install flagsmith-nodejs',
    toCode: ({ origin, key, feature }) => `import { Flagsmith } from 'flagsmith-nodejs';

const flagsmith = new Flagsmith({
  apiUrl: '${origin}/api/v1/',
  environmentKey: '${key}',
});

const flags = await flagsmith.getEnvironmentFlags();
console.log(flags.isFeatureEnabled('${feature}'));`,
  },
  {
    id: 'python',
    label: 'Python',
    install: 'pip install flagsmith',
    toCode: ({ origin, key, feature }) => `from flagsmith import Flagsmith

flagsmith = Flagsmith(
    api_url="${origin}/api/v1/",
    environment_key="${key}",
)

flags = flagsmith.get_environment_flags()
print(flags.is_feature_enabled("${feature}"))`,
  },
  {
    id: 'java',
    label: 'Java',
    install: 'com.flagsmith:flagsmith-java-client',
    toCode: ({ origin, key, feature }) => `FlagsmithClient flagsmith = FlagsmithClient.newBuilder()
    .setApiKey("${key}")
    .withApiUrl("${origin}/api/v1/")
    .build();

Flags flags = flagsmith.getEnvironmentFlags();
System.out.println(flags.isFeatureEnabled("${feature}"));`,
  },
  {
    id: 'go',
    label: 'Go',
    install: 'go get github.com/Flagsmith/flagsmith-go-client/v4',
    toCode: ({ origin, key, feature }) => `client := flagsmith.NewClient("${key}",
	flagsmith.WithBaseURL("${origin}/api/v1/"))

flags, err := client.GetFlags(ctx, nil)
if err != nil {
	return err
}
isOn, err := flags.IsFeatureEnabled("${feature}")`,
  },
  {
    id: 'curl',
    label: 'curl',
    install: null,
    toCode: ({ origin, key }) => `curl '${origin}/api/v1/flags/' \\
  -H 'X-Environment-Key: ${key}'`,
  },
];

export function findKit(id: string | null): Kit {
  return KITS.find((kit) => kit.id === id) ?? (KITS[0] as Kit);
}
