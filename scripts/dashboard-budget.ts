import { buildDashboard } from './local/build-dashboard.ts';
import { describeFigures, measureDashboard } from './local/dashboard-budget.ts';

await buildDashboard();
const figures = measureDashboard();
console.log(describeFigures(figures));
process.exitCode = figures.some(({ kilobytes, limit }) => kilobytes > limit) ? 1 : 0;
