import { ink } from "../plot/theme.js";

/** Text around the data in JupyterLab's own color: the figure's gray, chosen for any background, is too pale there. */
export const wordsCss = `[data-spiketensor] :is(.infolayer, .xaxislayer-above, .yaxislayer-above) text {
  fill: var(--jp-content-font-color1, ${ink}) !important;
}`;
