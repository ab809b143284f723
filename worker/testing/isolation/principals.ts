import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import type { ApplicationScope, Need } from '../../core/access.ts';
import { openMachineTokens } from '../../platform/machine-tokens.ts';
import { createAccessToken } from '../management/access-token.ts';
import { createMasterKey, createMember, createPerson, createSession } from '../management/people.ts';
import type { World } from './world.ts';

/** How far somebody's rights reach in one project and its environment. */
export type Level = 'outside' | 'member' | 'viewer' | 'environment' | 'project' | 'organisation';

/** Somebody who makes requests. */
export type Principal = {
  name: string;
  headers: Record<string, string>;
  isPerson: boolean;
  /** The scope of an application that acts for a person. */
  scope?: ApplicationScope;
  /** Whether the management API knows the credential. */
  isSignedIn: boolean;
  /** In the world itself, in another project of its organisation, and in another organisation. */
  levels: Record<Target, Level>;
};

export type Target = 'own' | 'other project' | 'other organisation';

const ENVIRONMENT_NEEDS = new Set<Need>([
  'ENVIRONMENT_ADMIN',
  'VIEW_ENVIRONMENT',
  'UPDATE_FEATURE_STATE',
  'MANAGE_SEGMENT_OVERRIDES',
  'VIEW_IDENTITIES',
  'MANAGE_IDENTITIES',
  'CREATE_CHANGE_REQUEST',
  'APPROVE_CHANGE_REQUEST',
]);
const ORGANISATION_NEEDS = new Set<Need>(['ORGANISATION_ADMIN', 'CREATE_PROJECT', 'MANAGE_USER_GROUPS']);

/** The permission model in short, written apart from the code that it judges. */
export function mayAt(level: Level, need: Need): boolean {
  if (level === 'outside') return false;
  if (level === 'organisation' || need === 'MEMBER') return true;
  if (level === 'project') return !ORGANISATION_NEEDS.has(need);
  if (level === 'environment') return ENVIRONMENT_NEEDS.has(need);
  return level === 'viewer' && (need === 'VIEW_PROJECT' || need === 'VIEW_ENVIRONMENT');
}

/** Everybody there is. `elsewhere` is another organisation. */
export async function createPrincipals(pool: Pool, { scene, admin }: World, elsewhere: World): Promise<Principal[]> {
  const { organisationId, projectId, environmentId } = scene;
  const member = () => createMember(pool, organisationId, 'USER');
  const insert = async (table: string, row: Record<string, unknown>): Promise<number | undefined> => {
    const columns = Object.keys(row);
    const places = columns.map((_, index) => `$${index + 1}`).join(', ');
    const { rows } = await pool.query(
      `insert into ${table} (${columns.join(', ')}) values (${places}) returning *`,
      Object.values(row),
    );
    return (rows[0] as { id?: number }).id;
  };
  const inProject = { project_id: projectId, organisation_id: organisationId };
  const inEnvironment = { environment_id: environmentId, organisation_id: organisationId };
  const viewsProject = { permissions: ['VIEW_PROJECT'] };
  const viewsEnvironment = { permissions: ['VIEW_ENVIRONMENT'] };

  const nothing = await member();
  const viewer = await member();
  await insert('user_project_permissions', { user_id: viewer.id, ...inProject, ...viewsProject });
  await insert('user_environment_permissions', { user_id: viewer.id, ...inEnvironment, ...viewsEnvironment });
  const grouped = await member();
  const groupId = await insert('groups', { organisation_id: organisationId, name: 'Viewers' });
  await insert('group_memberships', { group_id: groupId, user_id: grouped.id, organisation_id: organisationId });
  await insert('group_project_permissions', { group_id: groupId, ...inProject, ...viewsProject });
  await insert('group_environment_permissions', { group_id: groupId, ...inEnvironment, ...viewsEnvironment });
  const environmentAdmin = await member();
  await insert('user_environment_permissions', { user_id: environmentAdmin.id, ...inEnvironment, admin: true });
  const projectAdmin = await member();
  await insert('user_project_permissions', { user_id: projectAdmin.id, ...inProject, admin: true });
  const former = await member();
  await insert('user_project_permissions', { user_id: former.id, ...inProject, admin: true });
  await pool.query('delete from user_organisations where user_id = $1', [former.id]);

  const withRole = await member();
  const roleId = await insert('roles', { organisation_id: organisationId, name: 'Administrators' });
  await insert('role_permissions', { role_id: roleId, ...inProject, admin: true });
  await insert('role_assignments', { role_id: roleId, organisation_id: organisationId, user_id: withRole.id });
  const withGroupsRole = await member();
  const leads = await insert('groups', { organisation_id: organisationId, name: 'Leads' });
  await insert('group_memberships', { group_id: leads, user_id: withGroupsRole.id, organisation_id: organisationId });
  await insert('role_assignments', { role_id: roleId, organisation_id: organisationId, group_id: leads });
  const scoped = await createMasterKey(pool, organisationId, { isAdmin: false });
  await insert('role_assignments', { role_id: roleId, organisation_id: organisationId, master_api_key_id: scoped.id });
  const powerless = await createMasterKey(pool, organisationId, { isAdmin: false });
  const key = await createMasterKey(pool, organisationId);
  const expired = await createMasterKey(pool, organisationId, { expiryDate: new Date(0) });
  const stranger = await createPerson(pool);
  const cli = await createAccessToken(pool, admin.id, 'admin-api');
  const assistant = await createAccessToken(pool, admin.id, 'mcp');
  const viewersAssistant = await createAccessToken(pool, viewer.id, 'mcp');
  const endedAssistant = await createAccessToken(pool, admin.id, 'mcp', { revokedAt: new Date() });
  const trust = async (masterKeyId: number) => {
    const issuer = { issuer: 'https://issuer.example', audience: randomUUID(), claim_rules: '[]' };
    const row = { organisation_id: organisationId, name: 'CI', master_api_key_id: masterKeyId, ...issuer };
    const id = (await insert('trust_relationships', row)) ?? 0;
    return { authorization: `Bearer ${(await openMachineTokens('test').sign(id, new Date())).token}` };
  };
  const workflow = await trust((await createMasterKey(pool, organisationId)).id);
  const powerlessWorkflow = await trust((await createMasterKey(pool, organisationId, { isAdmin: false })).id);

  const levels = (own: Level, otherProject: Level, otherOrganisation: Level = 'outside') => ({
    own,
    'other project': otherProject,
    'other organisation': otherOrganisation,
  });
  const nobody = (name: string, headers: Record<string, string>): Principal => ({
    name,
    headers,
    isPerson: false,
    isSignedIn: false,
    levels: levels('outside', 'outside'),
  });
  const person = (name: string, { authorization }: { authorization: string }, of: Principal['levels']): Principal => ({
    name,
    headers: { authorization },
    isPerson: true,
    isSignedIn: true,
    levels: of,
  });
  /** The same person in a browser, on a page of the server. */
  const page = async (name: string, { authorization }: { authorization: string }, of: Principal['levels']) => {
    const cookie = `halyard-session=${await createSession(pool, authorization)}`;
    return { ...person(name, { authorization: '' }, of), headers: { cookie, 'sec-fetch-site': 'same-origin' } };
  };
  const machine = (name: string, { authorization }: { authorization: string }, of: Principal['levels']): Principal => ({
    name,
    headers: { authorization },
    isPerson: false,
    isSignedIn: true,
    levels: of,
  });
  const application = (
    name: string,
    scope: ApplicationScope,
    credentials: { authorization: string },
    of: Principal['levels'],
  ): Principal => ({ ...person(name, credentials, of), scope });
  return [
    nobody('anonymous', {}),
    nobody('client-side key', { 'x-environment-key': scene.clientKey }),
    nobody('server-side key', { 'x-environment-key': scene.serverKey }),
    nobody('expired master key', { authorization: expired.authorization }),
    person('member without grants', nothing, levels('member', 'member')),
    person('viewer', viewer, levels('viewer', 'member')),
    person('viewer through a group', grouped, levels('viewer', 'member')),
    person('environment administrator', environmentAdmin, levels('environment', 'member')),
    person('project administrator', projectAdmin, levels('project', 'member')),
    person('project administrator through a role', withRole, levels('project', 'member')),
    person('project administrator through a role of their group', withGroupsRole, levels('project', 'member')),
    person('organisation administrator', admin, levels('organisation', 'organisation')),
    person('former member', former, levels('outside', 'outside')),
    person('stranger', stranger, levels('outside', 'outside')),
    person('administrator of another organisation', elsewhere.admin, levels('outside', 'outside', 'organisation')),
    await page('member without grants in a browser', nothing, levels('member', 'member')),
    await page('viewer in a browser', viewer, levels('viewer', 'member')),
    await page('environment administrator in a browser', environmentAdmin, levels('environment', 'member')),
    await page('project administrator in a browser', projectAdmin, levels('project', 'member')),
    await page('organisation administrator in a browser', admin, levels('organisation', 'organisation')),
    await page('former member in a browser', former, levels('outside', 'outside')),
    nobody('browser whose session has ended', { cookie: 'halyard-session=0', 'sec-fetch-site': 'same-origin' }),
    nobody('application whose token was revoked', endedAssistant),
    application('command line of an administrator', 'admin-api', cli, levels('organisation', 'organisation')),
    application('assistant of an administrator', 'mcp', assistant, levels('organisation', 'organisation')),
    application('assistant of a viewer', 'mcp', viewersAssistant, levels('viewer', 'member')),
    machine('workflow that is trusted', workflow, levels('organisation', 'organisation')),
    machine('workflow without a role', powerlessWorkflow, levels('member', 'member')),
    machine('master key', key, levels('organisation', 'organisation')),
    machine('scoped master key with a role', scoped, levels('project', 'member')),
    machine('scoped master key without a role', powerless, levels('member', 'member')),
  ];
}
