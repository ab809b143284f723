import { SEALED_PLACES } from '../../worker/core/sealed-places.ts';

type Owner = Record<string, string | number>;

/** A column of Postgres that holds sealed texts. */
export type SealedColumn = {
  table: string;
  column: string;
  /** Columns that name the owner. */
  owner: readonly string[];
  /** Where a text is sealed; `field` is the name under which it stands in an object. */
  place: (owner: Owner, field: string) => string;
  /** `text`: the whole value. `fields`: each value of an object. `document`: strings anywhere in a text of JSON. */
  holds: 'text' | 'fields' | 'document';
};

const number = (owner: Owner, name: string) => Number(owner[name]);
const text = (owner: Owner, name: string) => String(owner[name]);

/** Every column with sealed texts that are to last. */
export const SEALED_COLUMNS: readonly SealedColumn[] = [
  {
    table: 'integrations',
    column: 'secrets',
    owner: ['organisation_id', 'uuid'],
    place: (owner, field) => SEALED_PLACES.integration(number(owner, 'organisation_id'), text(owner, 'uuid'), field),
    holds: 'fields',
  },
  {
    table: 'environment_webhooks',
    column: 'sealed_secret',
    owner: ['organisation_id', 'uuid'],
    place: (owner) => SEALED_PLACES.environmentWebhook(number(owner, 'organisation_id'), text(owner, 'uuid')),
    holds: 'text',
  },
  {
    table: 'organisation_webhooks',
    column: 'sealed_secret',
    owner: ['organisation_id', 'uuid'],
    place: (owner) => SEALED_PLACES.organisationWebhook(number(owner, 'organisation_id'), text(owner, 'uuid')),
    holds: 'text',
  },
  {
    table: 'environment_api_keys',
    column: 'key',
    owner: ['environment_id'],
    place: (owner) => SEALED_PLACES.serverKey(number(owner, 'environment_id')),
    holds: 'text',
  },
  {
    table: 'mfa_methods',
    column: 'sealed_secret',
    owner: ['user_id'],
    place: (owner) => SEALED_PLACES.secondFactor(number(owner, 'user_id')),
    holds: 'text',
  },
  {
    table: 'invite_links',
    column: 'sealed_token',
    owner: ['organisation_id', 'token_hash'],
    place: (owner) => SEALED_PLACES.inviteLink(number(owner, 'organisation_id'), text(owner, 'token_hash')),
    holds: 'text',
  },
  {
    table: 'mails',
    column: 'sealed_body',
    owner: ['id'],
    place: (owner) => SEALED_PLACES.mail(text(owner, 'id')),
    holds: 'text',
  },
  {
    table: 'launch_darkly_imports',
    column: 'sealed_token',
    owner: ['project_id'],
    place: (owner) => SEALED_PLACES.launchDarklyToken(number(owner, 'project_id')),
    holds: 'text',
  },
  {
    table: 'organisation_imports',
    column: 'document',
    owner: ['organisation_id'],
    place: (owner) => SEALED_PLACES.importedServerKey(number(owner, 'organisation_id')),
    holds: 'document',
  },
];
