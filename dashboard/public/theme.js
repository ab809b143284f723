// Runs before anything is painted, so that nobody sees the other theme first.
try {
  const theme = localStorage.getItem('halyard.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {}
