/** One question with its answer, as the server tells it. */
export class CallQuestion {
    constructor(row) {
        Object.assign(this, row);
        this.error = "";
    }

    get isAnswered() {
        if (Array.isArray(this.answer)) {
            return this.answer.length > 0;
        }
        return ![null, undefined, false, ""].includes(this.answer);
    }

    get isChoice() {
        return ["simple_choice", "multiple_choice"].includes(this.type);
    }

    /** Is answered by typing, not by a key. */
    get isTyped() {
        return this.type !== "scale" && !this.isChoice;
    }

    /** Answer and words in one value, to tell whether they were changed. */
    get fingerprint() {
        return JSON.stringify([this.answer, this.comment]);
    }

    /** The answer as the server takes it. */
    get toServer() {
        return [this.id, this.answer, this.comment];
    }

    /** The possible answers: marks of a scale or choices, with the key of each. */
    get options() {
        if (this.type === "scale") {
            const marks = [];
            for (let mark = this.min; mark <= this.max; mark++) {
                marks.push({
                    value: mark,
                    label: String(mark),
                    key: this.keyOfMark(mark),
                });
            }
            return marks;
        }
        return this.choices.map((choice, index) => ({
            value: choice.id,
            label: choice.text,
            key: index < 9 ? String(index + 1) : index === 9 ? "0" : "",
        }));
    }

    keyOfMark(mark) {
        if (mark === 10) {
            return this.min === 0 ? "" : "0";
        }
        return String(mark);
    }

    /** The answer that a digit key means; undefined when none. */
    optionOfDigit(digit) {
        return this.options.find((option) => option.key === String(digit))?.value;
    }

    isChosen(value) {
        return Array.isArray(this.answer)
            ? this.answer.includes(value)
            : this.answer === value;
    }

    /** What the answer becomes when an option is chosen. */
    toggled(value) {
        if (this.type !== "multiple_choice") {
            return value;
        }
        const chosen = this.answer || [];
        return chosen.includes(value)
            ? chosen.filter((v) => v !== value)
            : [...chosen, value];
    }

    /** The answer in one line. */
    get answerText() {
        if (!this.isAnswered) {
            return "";
        }
        if (this.isChoice) {
            return this.options
                .filter((option) => this.isChosen(option.value))
                .map((option) => option.label)
                .join(", ");
        }
        return String(this.answer);
    }
}
