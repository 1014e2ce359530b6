/** Every sentence of worlds and their stand-ins. */
export const worldMessages = {};
