// The service worker of the desk: when the server is away, the desk is still there. What it keeps stands in self.KEEPS.
const CACHE = "shushan-desk";
const AWAY = [502, 503, 504], PATIENCE = 6000;
const { page, desk, files } = self.KEEPS;

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    await cache.addAll([page, ...files]);
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE), wanted = new Set(files);
    for (const request of await cache.keys()) {
      const path = new URL(request.url).pathname;
      if (!path.endsWith("/desk/offline/") && !wanted.has(path)) await cache.delete(request);
    }
    await self.clients.claim();
  })());
});

self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (origin !== self.location.origin || event.request.method !== "GET") return;
  if (event.request.mode === "navigate" && (pathname === page || pathname === desk)) event.respondWith(opened(event.request, pathname));
  else if (files.includes(pathname)) event.respondWith(kept(event.request));
});

// A page of the desk from the server, or the kept one when nobody answers in time.
async function opened(request, pathname) {
  const cache = await caches.open(CACHE);
  let timer;
  const tooLong = new Promise((_, refuse) => { timer = setTimeout(refuse, PATIENCE); });
  try {
    const answer = await Promise.race([fetch(request), tooLong]);
    if (AWAY.includes(answer.status)) return (await cache.match(page)) ?? answer;
    if (pathname === page && answer.ok && !answer.redirected) await cache.put(page, answer.clone());
    return answer;
  } catch {
    return (await cache.match(page)) ?? Response.error();
  } finally {
    clearTimeout(timer);
  }
}

async function kept(request) {
  return (await (await caches.open(CACHE)).match(request, { ignoreSearch: true })) ?? fetch(request);
}
