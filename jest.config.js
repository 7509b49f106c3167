// The tests are TypeScript; `tsc -p tsconfig.dev.json` type-checks and compiles them into .build/, and jest runs that.
const project = (name, timeoutSeconds) => ({
	displayName: name,
	rootDir: __dirname,
	roots: [`<rootDir>/.build/test/${name}`],
	testMatch: ['**/*.test.js'],
	testEnvironment: 'node',
	transform: {},
	testTimeout: timeoutSeconds * 1000,
});

module.exports = {
	coverageReporters: ['text-summary'],
	projects: [project('unit', 30), project('node', 30), project('workflow', 30), project('e2e', 120)],
};
