import type { Plugin } from '../../engine/core/action.ts';
import type { StandInDefinition } from '../../engine/core/stand-in.ts';

/** A small service for tests of worlds: a shop that restocks over time and can be broken. */
export const shopStandIn: StandInDefinition = {
  schema: {
    type: 'object',
    properties: { stock: { type: 'integer', description: 'Goods.' }, restock: { type: 'integer', description: 'Milliseconds until more come.' } },
  },
  faults: { type: 'object', properties: { fire: { type: 'boolean', description: 'It burns.' } } },
  programs: {
    till: {
      schema: { type: 'object' },
      source: "import { basename } from 'node:path';\nconsole.log(JSON.stringify([options, basename('/a/b'), ...process.argv.slice(2)]));\n",
    },
  },
  async start(part, world) {
    const state = world.state({ stock: Number(part['stock'] ?? 0), restockAt: world.now() + Number(part['restock'] ?? 3_600_000), burnt: 0 });
    if (world.now() < state.restockAt) world.at(state.restockAt, () => void (state.stock += 10));
    const url = await world.serve(({ method }) => {
      if (method === 'POST') state.stock -= 1;
      return { status: 200, body: state.stock, wrote: method === 'POST' };
    });
    return {
      connections: { shop: { url, token: { env: 'SHOP_TOKEN' } } },
      env: { SHOP_TOKEN: 'shop-token' },
      roots: { main: { path: world.folder } },
      urls: { 'https://shop.example.com': url },
      answer: question => (question === 'stock' ? state.stock : undefined),
      inject: () => void (state.burnt += 1),
      view: () => ({ stock: state.stock, burnt: state.burnt }),
      summary: () => [`${state.stock} in stock`],
    };
  },
};

/** Asks the stand-ins above it. */
export const auditStandIn: StandInDefinition = {
  schema: { type: 'object' },
  faults: { type: 'object' },
  async start(part, world) {
    if (part['breaks']) throw new Error('cannot start');
    const seen = (await world.ask('stock', null)) ?? 'nothing';
    return { connections: part['same'] ? { shop: { url: 'x' } } : {}, inject: () => {}, view: () => ({ seen }), summary: () => [] };
  },
};

const plugin = (name: string, standIn: StandInDefinition): Plugin => ({ name, title: name, description: name, actions: [], standIn: async () => standIn });

export const shopPlugins: readonly Plugin[] = [
  plugin('shop', shopStandIn),
  plugin('audit', auditStandIn),
  { name: 'bare', title: 'Bare', description: 'Without a stand-in.', actions: [] },
];
