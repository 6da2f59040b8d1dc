import { defineConfig } from 'vitest/config';

// What is built is committed where the daemon serves it from (docs/adr/0014-web-page.md), under names that stay:
// the server's ETags say what is new.
export default defineConfig({
  build: {
    outDir: '../daemon/src/main/resources/io/sluice/daemon/page',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rollupOptions: {
      output: {
        entryFileNames: 'page.js',
        assetFileNames: 'page[extname]',
      },
    },
  },
  server: {
    // `npm run dev` beside a switch that runs on its usual port.
    proxy: { '/v1': 'http://127.0.0.1:7584' },
  },
  test: { include: ['src/**/*.test.ts', 'src/**/*.test.tsx'] },
});
