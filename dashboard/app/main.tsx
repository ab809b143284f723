import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { FlagsPage } from '../pages/flags/flags-page.tsx';
import { readStatus } from '../pages/flags/flags.api.ts';

function App() {
  const [status, setStatus] = useState('');
  useEffect(() => {
    void readStatus().then(setStatus);
  }, []);
  return (
    <div class="page">
      <header class="bar">
        <img src="/favicon.svg" alt="" />
        Halyard
        <span class="status" role="status">
          {status}
        </span>
      </header>
      <FlagsPage />
    </div>
  );
}

const root = document.getElementById('app');
if (root !== null) render(<App />, root);
