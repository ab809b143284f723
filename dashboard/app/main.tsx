import { render } from 'preact';
import '../ui/tokens.css';
import '../ui/base.css';
import '../ui/parts.css';
import './frame.css';
import { App } from './app.tsx';

const root = document.getElementById('app');
if (root !== null) render(<App />, root);
