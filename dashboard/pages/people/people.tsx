import './people.css';
// Members, groups, roles and what they may do: one chunk.
export { AccessPage } from './access/access-page.tsx';
export { GroupPage } from './groups/group-page.tsx';
export { GroupsPage } from './groups/groups-page.tsx';
export { RolePage } from './roles/role-page.tsx';
export { RolesPage } from './roles/roles-page.tsx';
export { MembersPage } from './members/members-page.tsx';
