// What JavaScriptTest calls.
import { bcs } from '@mysten/bcs';

export const text = value => bcs.string().serialize(value).toHex();

export const stranger = path => import(path);
