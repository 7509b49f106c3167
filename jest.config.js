// The tests are TypeScript; `tsc -p tsconfig.dev.json` type-checks and compiles them into .build/, and jest runs that.
const project = (name) => ({
	displayName: name,
	rootDir: __dirname,
	roots: [`<rootDir>/.build/test/${name}`],
	testMatch: ['**/*.test.js'],
	testEnvironment: 'node',
	transform: {},
});

module.exports = {
	// n8n takes about ten seconds to start, on a slow machine three times that; what a test waits for has two minutes each (test/e2e/patience.ts).
	testTimeout: 300_000,
	coverageReporters: ['text-summary'],
	projects: ['unit', 'node', 'workflow', 'e2e', 'queue', 'faults'].map(project),
};
