const findings = [{ calls: calls.length, answers: answers.length }];
