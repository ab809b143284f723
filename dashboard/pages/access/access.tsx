// The group of pages for people who are not signed in: one chunk.
import './access.css';

export { ActivatePage } from './activate-page.tsx';
export { ForgotPage } from './forgot-page.tsx';
export { InvitePage } from './invite-page.tsx';
export { ProviderReturnPage } from './provider-return-page.tsx';
export { ResetPage } from './reset-page.tsx';
export { SignInPage } from './sign-in-page.tsx';
export { SignUpPage } from './sign-up-page.tsx';
