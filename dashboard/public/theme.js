// Runs before anything is painted, so that nobody sees the other theme first.
try {
  const chosen = localStorage.getItem('halyard.theme');
  const theme = chosen === 'light' || chosen === 'dark' ? chosen : localStorage.getItem('halyard.theme.preferred');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {}
