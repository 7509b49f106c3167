const { answer, ...state } = $input.first().json;
const result = [{ json: nextStep(state, answer) }];
