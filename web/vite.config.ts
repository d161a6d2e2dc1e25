import { type Connect, defineConfig, type Plugin, type ProxyOptions } from "vite";

/** `npm run dev` talks to a platform that runs already: its API in SALESTALK_API, the page's settings in SALESTALK_CONFIG (JSON). */
function settings(): Plugin {
  const serve: Connect.NextHandleFunction = (request, response, next) => {
    if (request.url !== "/config.json" || !process.env.SALESTALK_CONFIG) return next();
    response.setHeader("content-type", "application/json").end(process.env.SALESTALK_CONFIG);
  };
  return {
    name: "settings",
    configureServer: (server) => void server.middlewares.use(serve),
    configurePreviewServer: (server) => void server.middlewares.use(serve),
  };
}

function api(): Record<string, ProxyOptions> {
  const target = process.env.SALESTALK_API;
  return target ? { "/api": { target, changeOrigin: true, rewrite: (path) => path.replace(/^\/api/, "") } } : {};
}

export default defineConfig({
  plugins: [settings()],
  server: { proxy: api() },
  preview: { proxy: api() },
  build: {
    target: "es2023",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1000,
  },
});
