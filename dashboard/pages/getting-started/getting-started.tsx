// The first steps, and the way to them: one chunk.
export { GettingStartedPage } from './getting-started-page.tsx';
export { StartPage } from './start-page.tsx';
