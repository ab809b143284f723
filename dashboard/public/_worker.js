// On Cloudflare Pages: what the API answers comes from the Worker, on the origin of the page. _routes.json says which paths arrive here.
export default {
  fetch: (request, env) => env.API.fetch(request),
};
