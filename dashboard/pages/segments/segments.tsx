import './segments.css';

export { CreateSegmentPage } from './create-segment-page.tsx';
export { SegmentPage } from './segment-page.tsx';
export { SegmentsPage } from './segments-page.tsx';
