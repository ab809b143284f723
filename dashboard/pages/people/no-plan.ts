export const NO_PLAN = 'Whoever runs this server keeps groups and permissions for organisations with a larger plan.';
