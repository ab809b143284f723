/** Vite turns the import of a style sheet into a link of the chunk. */
declare module '*.css';
