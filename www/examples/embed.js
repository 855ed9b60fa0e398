const widget = document.querySelector('countersign-approval');
// Called for every session, and again when one has expired. Your server knows who is signed in.
widget.token = async () => {
  const response = await fetch('/approval-session', {method: 'POST'});
  if (!response.ok) throw new Error('Please sign in again.');
  return response.text();
};
widget.addEventListener('countersign-decision', ({detail}) => console.log(detail.decision, detail.version));
