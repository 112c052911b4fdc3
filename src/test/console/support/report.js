export { default } from '../../sdk/support/report.js';
