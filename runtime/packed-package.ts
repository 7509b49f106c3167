import { runScript } from './script';

/** Builds and packs this package unless no source has changed since: 0.1 s then, else about 5 s. Returns the tarball's path. */
export async function packedPackage(onProgress?: (line: string) => void): Promise<string> {
	return (await runScript<{ tarball: string }>('pack.mjs', [], onProgress)).tarball;
}
