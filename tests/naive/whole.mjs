// Whether the core that is asked has the whole of the rules: stages that cover parts and have guards, decisions that are
// carried to a new version, places in other hands, conditions and objections that are settled, clocks and agents.
export const WHOLE = true;
