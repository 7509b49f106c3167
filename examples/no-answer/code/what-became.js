const judged = $('Judge').first().json;
const { outcome, sentence, error } = $input.first().json;
const result = [{ json: notice(judged.row, judged, outcome, sentence ?? error) }];
