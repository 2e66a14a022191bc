import { ink } from "../plot/theme.js";

/** Words around the data in JupyterLab's own color: the figure's gray, made for any ground, is pale beside it. */
export const wordsCss = `[data-spiketensor] :is(.infolayer, .xaxislayer-above, .yaxislayer-above) text {
  fill: var(--jp-content-font-color1, ${ink}) !important;
}`;
