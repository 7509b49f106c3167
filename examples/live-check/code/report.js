return [{ json: { page: `<pre>${JSON.stringify({ s, calls, answers }, null, 1).replaceAll('<', '&lt;')}</pre>` } }];
