// `n8n-node build` copies the icons by itself. This task serves `npm run build:watch`, which runs tsc alone.
const { src, dest } = require('gulp');

exports['build:icons'] = () =>
	src('{nodes,credentials,icons}/**/*.{png,svg}', { encoding: false }).pipe(dest('dist'));
