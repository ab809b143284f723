// The projects of an organisation, a new one, and the way into one: one chunk.
export { CreateProjectPage } from './create-project-page.tsx';
export { ProjectHomePage } from './project-home-page.tsx';
export { ProjectsPage } from './projects-page.tsx';
